package io.cellwright.model.transformer;

import java.util.List;

import io.cellwright.nn.EncoderLayer;
import io.cellwright.nn.Mlp;

/// How a {@link TransformerAutoencoder} is made.
///
/// @param genes genes of the input, at least 1
/// @param latent latent dimensions, at least 1
/// @param patch genes of a token, at least 1; where it does not divide the genes, the last token is filled up with
///     zeros
/// @param width of a token, d_model, at least 1
/// @param heads heads of the attention, at least 1; a divisor of the width
/// @param layers layers of the encoder, at least 1
/// @param decoder hidden layers of the decoder; its rate of dropout is that of the encoder too
public record TransformerConfig(int genes, int latent, int patch, int width, int heads, int layers,
        Mlp.Config decoder) {
    /// The feed-forward layers are so many times as wide as a token.
    private static final int FEED_FORWARD = 4;
    /// Tokens that a cell may have.
    private static final int MOST_TOKENS = 1 << 16;

    /// Checks ranges.
    public TransformerConfig {
        if (genes < 1 || latent < 1 || patch < 1 || layers < 1) {
            throw new IllegalArgumentException("genes, latent_dim, patch_size and n_layers must be at least 1 but were "
                    + genes + ", " + latent + ", " + patch + ", " + layers);
        }
        if (Math.ceilDiv(genes, patch) > MOST_TOKENS) {
            throw new IllegalArgumentException("genes must make at most " + MOST_TOKENS + " tokens, but " + genes
                    + " genes in patches of " + patch + " make " + Math.ceilDiv(genes, patch)
                    + "; choose a larger patch_size or fewer genes");
        }
        layer(width, heads, decoder);
    }

    /// scDLKit's: 32 latent dimensions, patches of 16 genes, tokens of 128 numbers, 4 heads, 2 layers, a decoder of 256
    /// and 128, dropout 0.1.
    public static TransformerConfig of(int genes) {
        return new TransformerConfig(genes, 32, 16, 128, 4, 2, new Mlp.Config(List.of(256, 128), 0.1));
    }

    /// Tokens of a cell.
    public int tokens() {
        return Math.ceilDiv(genes, patch);
    }

    EncoderLayer.Config layer() {
        return layer(width, heads, decoder);
    }

    private static EncoderLayer.Config layer(int width, int heads, Mlp.Config decoder) {
        return new EncoderLayer.Config(width, heads, Math.multiplyExact(FEED_FORWARD, width), decoder.dropoutRate());
    }

    /// The same with so many latent dimensions.
    public TransformerConfig withLatent(int other) {
        return new TransformerConfig(genes, other, patch, width, heads, layers, decoder);
    }

    /// The same with tokens of so many genes.
    public TransformerConfig withPatch(int other) {
        return new TransformerConfig(genes, latent, other, width, heads, layers, decoder);
    }

    /// The same with tokens of so many numbers, and so many heads.
    public TransformerConfig withWidth(int otherWidth, int otherHeads) {
        return new TransformerConfig(genes, latent, patch, otherWidth, otherHeads, layers, decoder);
    }

    /// The same with so many layers.
    public TransformerConfig withLayers(int other) {
        return new TransformerConfig(genes, latent, patch, width, heads, other, decoder);
    }

    /// The same with another decoder.
    public TransformerConfig withDecoder(Mlp.Config other) {
        return new TransformerConfig(genes, latent, patch, width, heads, layers, other);
    }
}
