package io.cellwright.data.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The parts that cells are dealt to, each with a share above 0 of them; the shares sum to 1.
///
/// @param names what messages call them
/// @param shares share of each
/// @param training whether the first is for training: it then keeps what is too rare to be in all of them
record Parts(List<String> names, double[] shares, boolean training) {
    static final String TRAINING = "training";
    static final String VALIDATION = "validation";
    static final String TEST = "test";
    /// Keeps a share of cells that should be whole from being rounded down.
    private static final double SLACK = 1e-9;

    /// Training, validation and test, without those whose share is 0.
    static Parts holdout(double train, double validation, double test) {
        List<String> names = new ArrayList<>(List.of(TRAINING));
        if (validation > 0) {
            names.add(VALIDATION);
        }
        if (test > 0) {
            names.add(TEST);
        }
        return new Parts(List.copyOf(names),
                Arrays.stream(new double[] {train, validation, test}).filter(share -> share > 0).toArray(), true);
    }

    /// Equal folds.
    static Parts folds(int folds) {
        double[] shares = new double[folds];
        Arrays.fill(shares, 1.0 / folds);
        return new Parts(IntStream.rangeClosed(1, folds).mapToObj(f -> "fold " + f).toList(), shares, false);
    }

    int count() {
        return shares.length;
    }

    /// The whole part of the share of `n` things that part `p` gets.
    int floor(int n, int p) {
        return (int) Math.floor(n * shares[p] + SLACK);
    }

    /// How many of `n` things each part gets: the whole part of its share, and one more for those with the largest
    /// rest. No part stays empty: it takes one from the largest.
    ///
    /// @param n at least one for each part
    int[] sizes(int n) {
        int[] size_p = IntStream.range(0, count()).map(p -> floor(n, p)).toArray();
        Integer[] byRest = new Integer[count()];
        Arrays.setAll(byRest, p -> p);
        Arrays.sort(byRest, Comparator.comparingDouble(p -> size_p[p] - n * shares[p]));
        int left = n - Arrays.stream(size_p).sum();
        for (int i = 0; i < left; i++) {
            size_p[byRest[i]]++;
        }
        for (int p = 0; p < count(); p++) {
            if (size_p[p] == 0) {
                size_p[largest(size_p)]--;
                size_p[p] = 1;
            }
        }
        return size_p;
    }

    private static int largest(int[] size_p) {
        int most = 0;
        for (int p = 1; p < size_p.length; p++) {
            most = size_p[p] > size_p[most] ? p : most;
        }
        return most;
    }

    /// The names as they stand in a sentence: "training, validation and test".
    String listed() {
        return names.size() == 1 ? names.getFirst()
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }

    /// A share in hundredths, with one digit behind the point where there is one: "12.5 %".
    static String percent(double share) {
        long tenths = Math.round(share * 1000);
        return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10) + " %";
    }
}
