package io.cellwright.tensor;

import io.cellwright.kernel.Element;
import io.cellwright.kernel.Kernels;

/// Where a model computes. It is chosen once, when the model is made.
public final class Device {
    /// The name of the device that is taken where none is asked for.
    public static final String AUTO = "auto";

    private final Kernels kernels;

    private Device(Kernels kernels) {
        this.kernels = kernels;
    }

    /// The device of that name, as torch and scDLKit have them. `auto` and `cpu` are {@link #cpu()}.
    ///
    /// @throws IllegalArgumentException if there is none; the message says what is missing
    public static Device named(String name) {
        requireKnown(name);
        return cpu();
    }

    /// Checks the name of a device without making one.
    ///
    /// @throws IllegalArgumentException if there is none; the message says what is missing
    public static void requireKnown(String name) {
        if (name.startsWith("cuda") || name.startsWith("gpu") || name.startsWith("mps")) {
            throw new IllegalArgumentException("device '" + name + "' is not there: all kernels are for the cores of the "
                    + "CPU, by the Vector API, none for GPUs; say 'cpu', or leave it out");
        }
        if (!name.equals(AUTO) && !name.equals("cpu")) {
            throw new IllegalArgumentException("device must be 'auto' or 'cpu' but was '" + name + "'");
        }
    }

    /// This machine's cores: as many threads as there are, at most 16.
    public static Device cpu() {
        return cpu(Math.min(16, Runtime.getRuntime().availableProcessors()));
    }

    /// This machine's cores with `threads` threads in float32. Results have the same bits at any number of threads.
    /// Uses the Vector API where it is present, else plain Java.
    public static Device cpu(int threads) {
        return new Device(Kernels.best(threads));
    }

    /// Plain Java in float32.
    public static Device plain(int threads) {
        return new Device(Kernels.plain(Element.FLOAT32, threads));
    }

    /// Plain Java in float64 on one thread: slow, for checking gradients and numbers.
    public static Device reference() {
        return new Device(Kernels.plain(Element.FLOAT64, 1));
    }

    /// Worker threads, the caller's included.
    public int threads() {
        return kernels.pool().threads();
    }

    /// What computes, for logs and reports: "Vector API, 16 lanes".
    public String name() {
        return kernels.name();
    }

    /// Whether numbers are kept in float64 rather than float32.
    public boolean isDouble() {
        return kernels.element() == Element.FLOAT64;
    }

    /// The kernels, for the rooms of this module that may use them; the package is not exported.
    @SuppressWarnings("exports")
    public Kernels kernels() {
        return kernels;
    }

    @Override
    public String toString() {
        return name() + ", " + threads() + (threads() == 1 ? " thread" : " threads");
    }
}
