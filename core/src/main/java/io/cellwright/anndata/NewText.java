package io.cellwright.anndata;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;

import io.cellwright.anndata.tenx.TenxWriter;
import io.cellwright.anndata.text.MatrixMarketWriter;
import io.cellwright.anndata.text.TableWriter;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;

/// Writes counts as text, which holds one matrix and names.
///
/// @param disk opens the files
/// @param tables what is written
/// @param stop whether to leave off
record NewText(Disk disk, NewTables tables, BooleanSupplier stop) {
    private static final int BUFFER = 1 << 16;

    @FunctionalInterface
    private interface Lines {
        void write(Writer out) throws IOException;
    }

    void tenx(Path folder) {
        CsrMatrix x = counts();
        new Replacement(disk).folder(folder, files -> {
            files.put("matrix.mtx.gz",
                    out -> lines(out, true, to -> MatrixMarketWriter.write(to, x, true, stop)));
            files.put("barcodes.tsv.gz", out -> lines(out, true, to -> TenxWriter.barcodes(to, tables.obs())));
            files.put("features.tsv.gz", out -> lines(out, true, to -> TenxWriter.features(to, tables.var())));
        });
    }

    void matrixMarket(Path path, boolean gzip) {
        CsrMatrix x = counts();
        file(path, gzip, to -> MatrixMarketWriter.write(to, x, false, stop));
    }

    void table(Path path, Target.Text target) {
        CsrMatrix x = counts();
        file(path, target.gzip(), to -> new TableWriter(to, target.delimiter()).write(tables.obs().names(),
                tables.var().names(), x, stop));
    }

    private void file(Path path, boolean gzip, Lines lines) {
        new Replacement(disk).file(path, channel -> {
            lines(Channels.newOutputStream(channel), gzip, lines);
            channel.force(true);
        });
    }

    /// The stream below stays open.
    private static void lines(OutputStream below, boolean gzip, Lines lines) throws IOException {
        GZIPOutputStream packed = gzip ? new GZIPOutputStream(below, BUFFER) : null;
        Writer out = new OutputStreamWriter(packed == null ? below : packed, StandardCharsets.UTF_8);
        lines.write(out);
        out.flush();
        if (packed != null) {
            packed.finish();
        }
    }

    private CsrMatrix counts() {
        return tables.x().orElseThrow(() -> new IllegalArgumentException(
                "what is written as text must have a matrix X, which is missing")).get();
    }

    /// What there is besides one matrix and names.
    ///
    /// @param kept columns of var that go along
    List<String> left(List<String> kept) {
        List<String> left = new ArrayList<>();
        tables.layers().forEach(layer -> left.add("layers/" + layer.name()));
        tables.obs().columns().forEach(column -> left.add("obs/" + column.name()));
        tables.var().columns().stream().map(Column::name).filter(name -> !kept.contains(name))
                .forEach(name -> left.add("var/" + name));
        return left;
    }

    /// The same where not even names go along.
    List<String> leftOfNames() {
        List<String> left = new ArrayList<>(List.of("names of cells and genes"));
        left.addAll(left(List.of()));
        return left;
    }
}
