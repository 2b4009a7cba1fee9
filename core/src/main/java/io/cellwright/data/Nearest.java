package io.cellwright.data;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// The name that was probably meant by a name that does not exist, for error messages.
public final class Nearest {
    private static final int MOST_LISTED = 12;
    private static final int SHORTEST_PART = 3;

    private Nearest() {}

    /// The name nearest to the wrong one, if any is near: at most a third of its letters, or one, are wrong, where case
    /// does not count and two swapped letters count once; or it contains the wrong one, without the dashes of an option.
    /// Of equally near ones the first. If none is near, the longest that is most of the wrong one.
    public static Optional<String> of(String wrong, Collection<String> names) {
        String best = null;
        int least = Math.max(1, wrong.length() / 3) + 1;
        for (String name : names) {
            boolean part = bare(wrong).length() >= SHORTEST_PART && bare(name).contains(bare(wrong));
            int distance = part ? Math.min(1, distance(wrong, name)) : distance(wrong, name);
            if (distance < least) {
                best = name;
                least = distance;
            }
        }
        return best == null ? within(wrong, names) : Optional.of(best);
    }

    private static Optional<String> within(String wrong, Collection<String> names) {
        String most = null;
        for (String name : names) {
            int letters = bare(name).length();
            if (letters >= SHORTEST_PART && 2 * letters > bare(wrong).length() && bare(wrong).contains(bare(name))
                    && (most == null || letters > bare(most).length())) {
                most = name;
            }
        }
        return Optional.ofNullable(most);
    }

    /// In small letters, without the dashes of an option.
    private static String bare(String name) {
        return lower(name).replaceFirst("^-+", "");
    }

    /// A sentence for the end of a message: the name that was probably meant, or else what there is to choose from.
    public static String hint(String wrong, Collection<String> names) {
        return of(wrong, names).map(name -> "Did you mean '" + name + "'?").orElseGet(() -> {
            if (names.isEmpty()) {
                return "There are none";
            }
            String listed = String.join(", ", names.stream().limit(MOST_LISTED).toList());
            int more = names.size() - MOST_LISTED;
            return "There are: " + listed + (more > 0 ? " and " + more + " more" : "");
        });
    }

    /// Fewest single-letter insertions, deletions, replacements and swaps of neighbours that turn one text into the
    /// other (optimal string alignment), ignoring case.
    static int distance(String left, String right) {
        String a = lower(left);
        String b = lower(right);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
