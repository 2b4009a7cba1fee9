package io.cellwright.anndata.hdf5.append;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class Lookup3Test {
    /// The values stand in lookup3.c.
    @Test
    void hashesAsItsAuthorSays() {
        byte[] text = "Four score and seven years ago".getBytes(StandardCharsets.US_ASCII);
        assertThat(Lookup3.of(text, text.length)).isEqualTo(0x17770551);
        assertThat(Lookup3.of(text, 0)).isEqualTo(0xdeadbeef);
    }
}
