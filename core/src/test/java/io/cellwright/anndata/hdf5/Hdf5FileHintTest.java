package io.cellwright.anndata.hdf5;

import java.io.EOFException;
import java.io.IOException;

import io.jhdf.exceptions.HdfException;
import io.jhdf.exceptions.UnsupportedHdfException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/// Of what kind a failure is says what helps: a disk that is gone is no damaged file.
class Hdf5FileHintTest {
    @Test
    void diskOrNetworkThatIsGoneIsNotCalledADamagedFile() {
        IOException gone = new IOException("Stale file handle");
        assertThat(Hdf5File.hint(gone)).contains("still there?");
        assertThat(Hdf5File.hint(new HdfException("Failed to read", gone))).contains("still there?");
    }

    @Test
    void fileThatEndsTooSoonIsDamagedAndAnUnknownPartIsNewer() {
        assertThat(Hdf5File.hint(new EOFException("the file ends at byte 8"))).contains("damaged or was cut off");
        assertThat(Hdf5File.hint(new HdfException("Signature"))).contains("damaged or was cut off");
        assertThat(Hdf5File.hint(new HdfException("Failed", new UnsupportedHdfException("version 9"))))
                .contains("not known here");
    }
}
