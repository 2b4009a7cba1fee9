package io.cellwright.data;

import java.util.Comparator;
import java.util.List;

/// Names like a name that was not found, for error messages.
public final class Nearest {
    private static final int SHOWN = 3;

    private Nearest() {}

    /// "Did you mean …?" with the nearest names, or the list of all if none is near.
    public static String hint(String wanted, List<String> names) {
        if (names.isEmpty()) {
            return "There are none at all";
        }
        int far = Math.max(2, wanted.length() / 2);
        List<String> near = names.stream().filter(n -> distance(wanted, n) <= far)
                .sorted(Comparator.comparingInt(n -> distance(wanted, n))).limit(SHOWN).toList();
        if (!near.isEmpty()) {
            return "Did you mean " + String.join(" or ", near) + "?";
        }
        return "There are " + String.join(", ", names.subList(0, Math.min(20, names.size())))
                + (names.size() > 20 ? ", …" : "");
    }

    /// Levenshtein distance, letters of either case alike; a name that contains the other is near.
    static int distance(String a, String b) {
        String from = a.toLowerCase(java.util.Locale.ROOT);
        String to = b.toLowerCase(java.util.Locale.ROOT);
        if (!from.isEmpty() && to.contains(from)) {
            return 1;
        }
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int above = row[j];
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(Math.min(row[j - 1], above) + 1, changed);
                diagonal = above;
            }
        }
        return row[to.length()];
    }
}
