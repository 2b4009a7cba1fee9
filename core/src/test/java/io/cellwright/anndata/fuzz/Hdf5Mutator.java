package io.cellwright.anndata.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.cellwright.anndata.fuzz.Field.Kind;
import io.cellwright.anndata.fuzz.Hdf5Anatomy.Span;

/// Changes an HDF5 file where its structures are, and mostly writes the right checksums behind what it changed, so that
/// mutants get past them.
final class Hdf5Mutator implements Mutator {
    private static final String COPIED = "structure at ";

    private final byte[] whole;
    private final Hdf5Anatomy anatomy;
    private final long[] places;

    Hdf5Mutator(byte[] whole) {
        this.whole = whole;
        this.anatomy = Hdf5Anatomy.of(whole);
        this.places = anatomy.places();
    }

    @Override
    public Mutant mutant(Random random) {
        byte[] bytes = whole.clone();
        StringBuilder what = new StringBuilder();
        for (int i = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1; i > 0; i--) {
            bytes = change(bytes, random, what);
        }
        if (random.nextInt(4) != 0) {
            anatomy.repair(bytes);
            what.append("checksums repaired");
        }
        // A structure that was copied may have brought its own checksum.
        return Mutant.of(what.toString(), "", bytes, anatomy.tells(bytes) && what.indexOf(COPIED) < 0);
    }

    private byte[] change(byte[] bytes, Random random, StringBuilder what) {
        int choice = random.nextInt(100);
        if (choice < 50) {
            spoil(pick(anatomy.fields(), random), bytes, random, what);
        } else if (choice < 65) {
            Span span = pick(anatomy.structures(), random);
            int size = 1 << random.nextInt(4);
            Kind kind = size == 8 ? Kind.ADDRESS : pick(List.of(Kind.COUNT, Kind.CODE), random);
            int at = span.from() + random.nextInt(Math.max(1, span.to() - span.from() - size + 1));
            spoil(new Field(at, size, kind), bytes, random, what);
        } else if (choice < 75 && !anatomy.chunks().isEmpty()) {
            Span span = pick(anatomy.chunks(), random);
            if (span.to() > span.from() && span.to() <= bytes.length) {
                int at = random.nextInt(span.from(), span.to());
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                what.append("data at ").append(at).append("; ");
            }
        } else if (choice < 82) {
            copyBlock(bytes, random, what);
        } else if (choice < 88) {
            int from = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, from + 1 + random.nextInt(64));
            Arrays.fill(bytes, from, to, (byte) (random.nextBoolean() ? 0 : 0xff));
            what.append("filled from ").append(from).append(" to ").append(to).append("; ");
        } else if (choice < 94) {
            int at = random.nextInt(bytes.length);
            bytes[at] = (byte) random.nextInt();
            what.append("byte ").append(at).append("; ");
        } else if (choice < 97) {
            int length = random.nextInt(bytes.length) + 1;
            what.append("cut to ").append(length).append("; ");
            return Arrays.copyOf(bytes, length);
        } else {
            exchange(bytes, random, what);
        }
        return bytes;
    }

    private void spoil(Field field, byte[] bytes, Random random, StringBuilder what) {
        if (field.isIn(bytes)) {
            long before = field.get(bytes);
            field.spoil(bytes, places, random);
            what.append(field).append(" from ").append(before).append(" to ").append(field.get(bytes)).append("; ");
        }
    }

    /// Puts a structure in place of another, which may then lead back to itself.
    private void copyBlock(byte[] bytes, Random random, StringBuilder what) {
        Span from = pick(anatomy.structures(), random);
        Span to = pick(anatomy.structures(), random);
        int length = Math.min(from.to() - from.from(), Math.min(bytes.length - from.from(), bytes.length - to.from()));
        if (length > 0) {
            System.arraycopy(whole, from.from(), bytes, to.from(), length);
            what.append(COPIED).append(from.from()).append(" also at ").append(to.from()).append("; ");
        }
    }

    /// Exchanges two addresses.
    private void exchange(byte[] bytes, Random random, StringBuilder what) {
        List<Field> addresses = anatomy.fields().stream().filter(f -> f.kind() == Kind.ADDRESS && f.isIn(bytes))
                .toList();
        if (!addresses.isEmpty()) {
            Field one = pick(addresses, random);
            Field other = pick(addresses, random);
            long first = one.get(bytes);
            one.put(bytes, other.get(bytes));
            other.put(bytes, first);
            what.append("addresses at ").append(one.at()).append(" and ").append(other.at()).append(" exchanged; ");
        }
    }

    private static <T> T pick(List<T> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }
}
