package io.cellwright.anndata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.Data;
import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.Node;
import io.cellwright.anndata.store.Store;
import io.cellwright.anndata.store.Values;

/// All that stands in a store, as text by path: types, shapes, attributes and elements, to the last bit.
final class Trees {
    private Trees() {}

    static Map<String, String> of(Store store) {
        Map<String, String> lines = new TreeMap<>();
        add(store.root(), lines);
        return lines;
    }

    /// What stands at a path and below it; nothing where there is nothing.
    static Map<String, String> of(Store store, String path) {
        Map<String, String> lines = new TreeMap<>();
        store.find(path).ifPresent(node -> add(node, lines));
        return lines;
    }

    private static void add(Node node, Map<String, String> lines) {
        String attributes = node.attributes().all().stream().map(a -> a.name() + "=" + text(a)).sorted()
                .collect(Collectors.joining(", ", " {", "}")) + node.attributes().others().stream().sorted().toList();
        switch (node) {
            case Group group -> {
                lines.put(group.path(), "group" + attributes);
                group.names().forEach(name -> add(group.child(name).orElseThrow(), lines));
            }
            case Dataset none when attributes.contains("encoding-type=null") -> lines.put(none.path(), "nothing");
            case Dataset dataset -> lines.put(dataset.path(), dataset.shape() + " " + text(dataset.values())
                    + attributes);
        }
    }

    private static String text(Attribute attribute) {
        String value = switch (attribute.data()) {
            case Data.Texts(List<String> texts) -> texts.toString();
            case Data.Stored(Values values) when values.type() instanceof ElementType.Whole ->
                Arrays.toString(values.longs());
            case Data.Stored(Values values) when values.type() instanceof ElementType.Truth ->
                Arrays.toString(values.truths());
            case Data.Stored(Values values) -> Arrays.toString(values.doubles());
            case Data.Wholes(_, long[] values) -> Arrays.toString(values);
            case Data.Ints(int[] values) -> Arrays.toString(values);
            case Data.Truths(boolean[] values) -> Arrays.toString(values);
            case Data.Doubles(double[] values) -> Arrays.toString(values);
            case Data.Floats(float[] values) -> Arrays.toString(values);
        };
        return attribute.list() ? value : value.substring(1, value.length() - 1);
    }

    private static String text(Values values) {
        return switch (values.type()) {
            case ElementType.HeapText _ -> "texts " + values.texts();
            case ElementType.FixedText fixed -> (fixed.wide() ? "texts " : "bytes ") + values.texts();
            case ElementType.Compound compound -> {
                List<String> members = new ArrayList<>();
                compound.members().forEach(member -> members.add(member.name() + ": "
                        + text(values.member(member))));
                yield "rows " + members;
            }
            default -> values.type().label() + " " + values.count() + " elements, hash "
                    + Arrays.hashCode(values.bytes());
        };
    }
}
