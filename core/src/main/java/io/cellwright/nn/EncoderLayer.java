package io.cellwright.nn;

import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Tokens;

/// A layer of a transformer's encoder that normalises last: with `x` the tokens of a cell,
///
/// ```
/// x = norm1(x + dropout(selfAttention(x)))
/// x = norm2(x + dropout(linear2(dropout(gelu(linear1(x))))))
/// ```
///
/// Dropout of the same rate also falls on the weights of the attention. Names of parameters, first values and
/// mathematics are those of torch's
/// `nn.TransformerEncoderLayer(norm_first=False, activation="gelu", batch_first=True)`.
public final class EncoderLayer {
    private final Config config;
    private final Tokens.AttentionWeights attention;
    private final Tokens.FeedForwardWeights feedForward;
    private final LayerNorm norm1;
    private final LayerNorm norm2;

    /// How it is made.
    ///
    /// @param width of a token, d_model, at least 1
    /// @param heads at least 1; it divides the width
    /// @param hidden width of the feed-forward layer, at least 1
    /// @param dropoutRate in [0, 1)
    public record Config(int width, int heads, int hidden, double dropoutRate) {
        /// Checks ranges.
        public Config {
            if (width < 1 || heads < 1 || hidden < 1) {
                throw new IllegalArgumentException("d_model, n_heads and the width of the feed-forward layer must be "
                        + "at least 1 but were " + width + ", " + heads + ", " + hidden);
            }
            if (width % heads != 0) {
                throw new IllegalArgumentException("d_model must be a multiple of n_heads, but " + width
                        + " is not one of " + heads);
            }
            if (!(dropoutRate >= 0 && dropoutRate < 1)) {
                throw new IllegalArgumentException("dropout must be in [0, 1) but was " + dropoutRate);
            }
        }
    }

    /// Declares the parameters.
    public EncoderLayer(Parameters parameters, String name, Config config) {
        this.config = config;
        int d = config.width();
        int f = config.hidden();
        Initializer zero = Initializer.constant(0);
        // Xavier's bound for three times as many outputs as inputs.
        Initializer xavier = Initializer.uniform(Math.sqrt(6.0 / (d + 3 * d)));
        Initializer fromWidth = Initializer.uniform(1 / Math.sqrt(d));
        Initializer fromHidden = Initializer.uniform(1 / Math.sqrt(f));
        this.attention = new Tokens.AttentionWeights(
                parameters.parameter(name + ".self_attn.in_proj_weight", Shape.of(3 * d, d), xavier),
                parameters.parameter(name + ".self_attn.in_proj_bias", Shape.of(3 * d), zero),
                parameters.parameter(name + ".self_attn.out_proj.weight", Shape.of(d, d), fromWidth),
                parameters.parameter(name + ".self_attn.out_proj.bias", Shape.of(d), zero));
        this.feedForward = new Tokens.FeedForwardWeights(
                parameters.parameter(name + ".linear1.weight", Shape.of(f, d), fromWidth),
                parameters.parameter(name + ".linear1.bias", Shape.of(f), fromWidth),
                parameters.parameter(name + ".linear2.weight", Shape.of(d, f), fromHidden),
                parameters.parameter(name + ".linear2.bias", Shape.of(d), fromHidden));
        this.norm1 = new LayerNorm(parameters, name + ".norm1", d);
        this.norm2 = new LayerNorm(parameters, name + ".norm2", d);
    }

    /// The tokens of some cells, `t` each, to as many.
    public Tensor forward(Tensor x_rd, int t, StepContext step) {
        double usual = config.dropoutRate() > 0 ? step.dropout().orElse(config.dropoutRate()) : 0;
        double rate = step.training() ? usual : 0;
        Tensor attended_rd = Tokens.selfAttention(x_rd, t, attention, config.heads(), rate, key(rate, step));
        Tensor h_rd = norm1.residual(x_rd, attended_rd, rate, key(rate, step));
        Tensor fed_rd = Tokens.feedForward(h_rd, feedForward, rate, key(rate, step));
        return norm2.residual(h_rd, fed_rd, rate, key(rate, step));
    }

    private static long key(double rate, StepContext step) {
        return rate > 0 ? step.noise().dropoutKey() : 0;
    }
}
