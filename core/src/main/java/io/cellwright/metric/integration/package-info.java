/// How well an embedding mixes batches and keeps cell types apart: the scores of scIB (Luecken and others, Nature
/// Methods 2022), with the definitions of scib-metrics 0.6 in double. Neighbourhoods come from one {@link
/// io.cellwright.graph.NeighbourGraph}; what scib-metrics calls k neighbours are the cell itself and k - 1 others,
/// which here is a graph of k - 1.
@NullMarked
package io.cellwright.metric.integration;

import org.jspecify.annotations.NullMarked;
