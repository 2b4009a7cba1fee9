package io.cellwright.anndata.hdf5;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.ElementType.Compound;
import io.cellwright.anndata.store.ElementType.FixedText;
import io.cellwright.anndata.store.ElementType.HeapText;
import io.cellwright.anndata.store.ElementType.Member;
import io.cellwright.anndata.store.ElementType.Real;
import io.cellwright.anndata.store.ElementType.Truth;
import io.cellwright.anndata.store.ElementType.Unknown;
import io.cellwright.anndata.store.ElementType.Whole;
import io.jhdf.object.datatype.ArrayDataType;
import io.jhdf.object.datatype.CompoundDataType;
import io.jhdf.object.datatype.CompoundDataType.CompoundDataMember;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.Reference;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;

/// Turns jHDF's types into ours.
final class TypeReader {
    private static final int HEAP_REFERENCE = 16;

    private TypeReader() {}

    static ElementType of(DataType type) {
        int size = type.getSize();
        return switch (type) {
            case FixedPoint whole -> whole(whole);
            case FloatingPoint real -> real(real);
            case StringData text -> new FixedText(size, text.getPaddingType() == StringData.PaddingType.SPACE_PADDED,
                    false);
            case VariableLength text when text.isVariableLengthString() && size == HEAP_REFERENCE -> new HeapText(size);
            case EnumDataType named when isTruth(named) -> new Truth(size);
            case Reference reference when size == Long.BYTES -> new ElementType.Reference(size);
            case CompoundDataType compound -> compound(compound);
            default -> new Unknown(size, type.getClass().getSimpleName().replace("DataType", "")
                    .toLowerCase(Locale.ROOT));
        };
    }

    private static ElementType whole(FixedPoint type) {
        int size = type.getSize();
        boolean plain = type.getBitOffset() == 0 && type.getBitPrecision() == 8 * size;
        return plain && (size == 1 || size == 2 || size == 4 || size == 8)
                ? new Whole(size, type.isSigned(), type.getByteOrder())
                : new Unknown(size, "integer of " + type.getBitPrecision() + " bits");
    }

    private static ElementType real(FloatingPoint type) {
        int size = type.getSize();
        int exponent = switch (size) {
            case 2 -> 5;
            case 4 -> 8;
            case 8 -> 11;
            default -> -1;
        };
        boolean plain = type.getExponentSize() == exponent && type.getMantissaSize() == 8 * size - 1 - exponent
                && type.getExponentBias() == (1 << (exponent - 1)) - 1 && type.getBitOffset() == 0;
        return plain ? new Real(size, type.getByteOrder())
                : new Unknown(size, "floating point number of " + type.getBitPrecision() + " bits");
    }

    private static boolean isTruth(EnumDataType type) {
        return type.getSize() == 1 && type.getEnumMapping().equals(Map.of(0, "FALSE", 1, "TRUE"));
    }

    private static Compound compound(CompoundDataType type) {
        List<Member> members = type.getMembers().stream().map(TypeReader::member).toList();
        return new Compound(type.getSize(), members);
    }

    private static Member member(CompoundDataMember member) {
        DataType type = member.getDataType();
        if (type instanceof ArrayDataType array) {
            int count = Arrays.stream(array.getArrayTypeDimensions()).reduce(1, Math::multiplyExact);
            return new Member(member.getName(), member.getOffset(), count, of(array.getBaseType()));
        }
        return new Member(member.getName(), member.getOffset(), 1, of(type));
    }
}
