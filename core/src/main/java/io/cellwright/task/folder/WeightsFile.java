package io.cellwright.task.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.cellwright.data.DataException;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.safetensors.DType;
import io.cellwright.tensor.safetensors.SafeTensorsException;
import io.cellwright.tensor.safetensors.SafeTensorsReader;
import io.cellwright.tensor.safetensors.TensorInfo;
import org.jspecify.annotations.Nullable;

/// Weights of a saved model.
public final class WeightsFile {
    private static final System.Logger LOG = System.getLogger(WeightsFile.class.getName());

    private WeightsFile() {}

    /// Copies the weights; memory is taken only when names and shapes are known to fit, which the size of the file
    /// bounds.
    public static void fill(Parameters parameters, Path file, String model, Predicate<String> beside) {
        List<Parameters.Entry> entries = parameters.entries();
        try (SafeTensorsReader reader = SafeTensorsReader.open(file)) {
            Set<String> known = new HashSet<>();
            boolean rounded = false;
            for (Parameters.Entry entry : entries) {
                known.add(entry.name());
                rounded |= requireFit(file, entry, reader.find(entry.name()).orElse(null));
            }
            for (TensorInfo tensor : reader.tensors()) {
                if (!known.contains(tensor.name()) && !beside.test(tensor.name())) {
                    throw fault(file, tensor.name(), "a " + model + " model of this network has no such tensor");
                }
            }
            if (rounded && !parameters.workspace().device().isDouble()) {
                LOG.log(System.Logger.Level.INFO, "The weights of {0} are float64; they are rounded to float32", file);
            }
            parameters.allocate(0);
            for (Parameters.Entry entry : entries) {
                reader.copyTo(entry.name(), entry.tensor());
            }
        } catch (SafeTensorsException e) {
            throw new DataException(file, e.element(), e.found(), ModelFolder.DAMAGED, e);
        } catch (IOException e) {
            throw new DataException(file, "", "it cannot be read: " + e, "Check the file and its rights", e);
        }
    }

    /// Whether the weights are float64.
    private static boolean requireFit(Path file, Parameters.Entry entry, @Nullable TensorInfo found) {
        if (found == null) {
            throw fault(file, entry.name(), "the tensor is missing; the network of the manifest needs it");
        }
        if (!found.shape().equals(entry.tensor().shape())) {
            throw fault(file, entry.name(), "its shape is " + found.shape() + " but the network of the manifest needs "
                    + entry.tensor().shape());
        }
        if (found.dtype() != DType.F32 && found.dtype() != DType.F64) {
            throw fault(file, entry.name(), "it holds " + found.dtype() + " but weights are F32 or F64");
        }
        return found.dtype() == DType.F64;
    }

    private static DataException fault(Path file, String tensor, String found) {
        return new DataException(file, "tensor " + tensor, found, ModelFolder.DAMAGED);
    }
}
