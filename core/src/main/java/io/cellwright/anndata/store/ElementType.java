package io.cellwright.anndata.store;

import java.nio.ByteOrder;
import java.util.List;

/// What one element of a dataset or attribute is.
public sealed interface ElementType {
    /// Bytes of one element.
    int size();

    /// A short name as numpy uses it, such as `float32`.
    String label();

    /// Whether elements of this type can be written to another file.
    default boolean canBeWritten() {
        return switch (this) {
            case Numeric _, Truth _, FixedText _, HeapText _ -> true;
            case Compound(_, List<Member> members) -> members.stream().allMatch(member -> member.count == 1
                    && !(member.type instanceof Compound) && member.type.canBeWritten());
            case Reference _, Unknown _ -> false;
        };
    }

    /// A number type.
    sealed interface Numeric extends ElementType permits Whole, Real {
        /// Order of the bytes.
        ByteOrder order();
    }

    /// Integers of 1, 2, 4 or 8 bytes.
    record Whole(int size, boolean signed, ByteOrder order) implements Numeric {
        @Override
        public String label() {
            return (signed ? "int" : "uint") + 8 * size;
        }
    }

    /// IEEE floating point of 2, 4 or 8 bytes.
    record Real(int size, ByteOrder order) implements Numeric {
        @Override
        public String label() {
            return "float" + 8 * size;
        }
    }

    /// An enumeration of FALSE = 0 and TRUE = 1, which is how h5py keeps truth values.
    record Truth(int size) implements ElementType {
        @Override
        public String label() {
            return "bool";
        }
    }

    /// Text in a fixed number of bytes; `spaces` says that it is filled up with blanks instead of zeros, `wide` that it
    /// is text to numpy too, which has bytes besides.
    record FixedText(int size, boolean spaces, boolean wide) implements ElementType {
        @Override
        public String label() {
            return "string[" + size + "]";
        }
    }

    /// Text of any length, kept in the global heap.
    record HeapText(int size) implements ElementType {
        /// Where it does not matter how it is referred to.
        public static final HeapText ANY = new HeapText(Integer.BYTES);

        @Override
        public String label() {
            return "string";
        }
    }

    /// The address of another object.
    record Reference(int size) implements ElementType {
        @Override
        public String label() {
            return "reference";
        }
    }

    /// Several named values side by side.
    record Compound(int size, List<Member> members) implements ElementType {
        @Override
        public String label() {
            return "compound";
        }
    }

    /// One value of a compound: `count` elements of a type from byte `offset` on.
    record Member(String name, int offset, int count, ElementType type) {}

    /// Anything else.
    record Unknown(int size, String label) implements ElementType {}
}
