package io.cellwright.report.html;

import java.util.List;

import io.cellwright.metric.Calibration;

/// One part of a report under a heading of its own.
public sealed interface Section permits Verdict, Section.Asked, Section.Cells, Curves, CellMap, Classified,
        Section.Calibrated, Section.Markers, Section.Settings, Section.Files {

    /// A name and what it is, both as shown.
    record Fact(String name, String value) {}

    /// A group of cells, such as a cell type or a batch.
    ///
    /// @param name as shown
    /// @param cells how many
    record Group(String name, int cells) {
        /// @throws IllegalArgumentException if there are fewer than none
        public Group {
            if (cells < 0) {
                throw new IllegalArgumentException("cells of " + name + " must be at least 0 but were " + cells);
            }
        }
    }

    /// What the user asked for: command, model, task, seed, split, preparation.
    record Asked(List<Fact> facts) implements Section {
        /// Copies the list.
        public Asked {
            facts = List.copyOf(facts);
        }
    }

    /// What the run was given.
    ///
    /// @param cells number of cells
    /// @param genes number of genes
    /// @param nonZero share of counts that are not 0, 0 to 1; NaN where it is not known
    /// @param batches the batches, empty where there are none
    /// @param types the labelled types, empty where there are no labels
    record Cells(int cells, int genes, double nonZero, List<Group> batches, List<Group> types) implements Section {
        /// Copies the lists.
        ///
        /// @throws IllegalArgumentException if a size is negative, or the share is not from 0 to 1
        public Cells {
            batches = List.copyOf(batches);
            types = List.copyOf(types);
            if (cells < 0 || genes < 0 || nonZero < 0 || nonZero > 1) {
                throw new IllegalArgumentException("cells and genes must be at least 0 and nonZero from 0 to 1 but "
                        + "were " + cells + ", " + genes + " and " + nonZero);
            }
        }
    }

    /// Whether confidences can be believed.
    record Calibrated(Calibration calibration) implements Section {}

    /// A gene that tells a type from the rest.
    ///
    /// @param gene its name
    /// @param logFoldChange log2 of its expression in the type over that in the rest
    record Marker(String gene, double logFoldChange) {}

    /// The marker genes of one predicted type, the strongest first.
    ///
    /// @param type the type
    /// @param cells cells predicted as that type
    /// @param genes its markers
    record TypeMarkers(String type, int cells, List<Marker> genes) {
        /// Copies the list.
        public TypeMarkers {
            genes = List.copyOf(genes);
        }
    }

    /// The marker genes of the predicted types.
    ///
    /// @param source where the expression comes from, as a sentence: "From the model's own expression."
    /// @param types type by type
    record Markers(String source, List<TypeMarkers> types) implements Section {
        /// Copies the list.
        public Markers {
            types = List.copyOf(types);
        }
    }

    /// Everything that must be the same for the run to come out the same: settings, versions, hashes.
    record Settings(List<Fact> facts) implements Section {
        /// Copies the list.
        public Settings {
            facts = List.copyOf(facts);
        }
    }

    /// What lies beside the report: name of each file and what it holds.
    record Files(List<Fact> files) implements Section {
        /// Copies the list.
        public Files {
            files = List.copyOf(files);
        }
    }
}
