package io.cellwright.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import io.cellwright.schedule.Progress;

/// What a run has measured and decided: a table with a column for each metric, under scvi-tools' keys. Numbers of epochs
/// and numbers of steps are kept apart, and one never overwrites the other.
public final class History {
    /// What a number is of.
    public enum Per {
        /// An epoch; the index is its 0-based number.
        EPOCH,
        /// A step; the index is the number of steps that were finished with it, so the first has index 1.
        STEP
    }

    /// What came at one time: a number or a decision.
    public sealed interface Row permits Entry, Decision {}

    /// One number.
    ///
    /// @param key such as `elbo_train`
    /// @param per whether it is of an epoch or of a step
    /// @param index of which
    /// @param value the number
    public record Entry(String key, Per per, long index, double value) implements Row {}

    /// Something that was decided.
    ///
    /// @param progress when
    /// @param what with its reason
    public record Decision(Progress progress, String what) implements Row {}

    /// The numbers of one key, in the order in which they came.
    private static final class Column {
        private static final int FIRST = 16;
        private final String key;
        private final Per per;
        private long[] index = new long[FIRST];
        private double[] value = new double[FIRST];
        private int size;

        Column(String key, Per per) {
            this.key = key;
            this.per = per;
        }

        void add(long at, double number) {
            if (size == index.length) {
                index = Arrays.copyOf(index, 2 * size);
                value = Arrays.copyOf(value, 2 * size);
            }
            index[size] = at;
            value[size++] = number;
        }

        Entry entry(int i) {
            return new Entry(key, per, index[i], value[i]);
        }
    }

    private static final int DECISION = -1;

    private final List<Column> columns = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    /// For each row the place of its column, or DECISION, in the order in which they came.
    private int[] order = new int[Column.FIRST];
    private int rows;

    /// Nothing yet.
    public History() {}

    /// A history with these rows, in the order in which they came.
    public static History of(List<? extends Row> rows) {
        History history = new History();
        rows.forEach(history::add);
        return history;
    }

    History copy() {
        return of(rows());
    }

    /// The first rows of this one, such as it had been some time ago.
    ///
    /// @throws IndexOutOfBoundsException if there are not so many
    public History first(int count) {
        return of(rows().subList(0, count));
    }

    /// How many rows there are.
    public int size() {
        return rows;
    }

    /// This one, and behind it what a longer one that began as this one has decided since.
    History withDecisionsOf(History longer) {
        History history = copy();
        longer.decisions.subList(decisions.size(), longer.decisions.size()).forEach(history::add);
        return history;
    }

    private void add(Row row) {
        switch (row) {
            case Entry entry -> add(entry.per(), entry.index(), entry.key(), entry.value());
            case Decision decision -> add(decision);
        }
    }

    void add(Per per, long index, List<TrainEvent.Metric> metrics) {
        metrics.forEach(metric -> add(per, index, metric.key(), metric.value()));
    }

    void add(Per per, long index, String key, double value) {
        int place = column(key, per);
        columns.get(place).add(index, value);
        addToOrder(place);
    }

    void add(Decision decision) {
        decisions.add(decision);
        addToOrder(DECISION);
    }

    private void addToOrder(int place) {
        if (rows == order.length) {
            order = Arrays.copyOf(order, 2 * rows);
        }
        order[rows++] = place;
    }

    private int column(String key, Per per) {
        for (int place = 0; place < columns.size(); place++) {
            if (columns.get(place).per == per && columns.get(place).key.equals(key)) {
                return place;
            }
        }
        columns.add(new Column(key, per));
        return columns.size() - 1;
    }

    /// All numbers and decisions, in the order in which they came.
    public List<Row> rows() {
        int[] next = new int[columns.size()];
        Iterator<Decision> decided = decisions.iterator();
        return IntStream.range(0, rows).<Row>mapToObj(row -> order[row] == DECISION ? decided.next()
                : columns.get(order[row]).entry(next[order[row]]++)).toList();
    }

    private Optional<Column> find(String key, Per per) {
        return columns.stream().filter(c -> c.per == per && c.key.equals(key)).findFirst();
    }

    /// All numbers, key by key, those of one key in the order in which they came.
    public List<Entry> entries() {
        return columns.stream().flatMap(c -> IntStream.range(0, c.size).mapToObj(c::entry)).toList();
    }

    /// The numbers of one key, in the order in which they came.
    public List<Entry> entries(String key, Per per) {
        return find(key, per).stream().flatMap(c -> IntStream.range(0, c.size).mapToObj(c::entry)).toList();
    }

    /// All decisions, in the order in which they were made.
    public List<Decision> decisions() {
        return List.copyOf(decisions);
    }

    /// Keys of epochs, in the order in which they first came.
    public List<String> keys() {
        return keys(Per.EPOCH);
    }

    /// Keys of epochs or of steps, in the order in which they first came.
    public List<String> keys(Per per) {
        return columns.stream().filter(c -> c.per == per).map(c -> c.key).toList();
    }

    /// The number of that key in that epoch.
    public OptionalDouble at(String key, int epoch) {
        return at(key, Per.EPOCH, epoch);
    }

    /// The number of that key in that epoch or step.
    public OptionalDouble at(String key, Per per, long index) {
        return find(key, per).stream().flatMapToDouble(c -> IntStream.range(0, c.size)
                .filter(i -> c.index[i] == index).mapToDouble(i -> c.value[i])).findFirst();
    }

    /// The last number of that key of an epoch.
    public OptionalDouble last(String key) {
        return find(key, Per.EPOCH).map(c -> OptionalDouble.of(c.value[c.size - 1])).orElse(OptionalDouble.empty());
    }
}
