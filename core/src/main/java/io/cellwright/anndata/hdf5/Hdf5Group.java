package io.cellwright.anndata.hdf5;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Link;
import io.jhdf.api.Node;
import io.jhdf.links.ExternalLink;
import org.jspecify.annotations.Nullable;

/// A group: named groups and datasets.
public final class Hdf5Group implements Hdf5Node {
    private static final int MOST_LINKS = 32;

    private final Hdf5File file;
    private final String path;
    private final Group group;
    private final long address;

    Hdf5Group(Hdf5File file, String path, Group group, long address) {
        this.file = file;
        this.path = path;
        this.group = group;
        this.address = address;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Hdf5File file() {
        return file;
    }

    @Override
    public long address() {
        return address;
    }

    @Override
    public Attributes attributes() {
        return new Attributes(file, path, file.ask(path, group::getAttributes));
    }

    /// Names of the members, in the order of the file.
    public List<String> names() {
        return List.copyOf(members().keySet());
    }

    /// The members as jHDF knows them, links unresolved.
    public Map<String, Node> members() {
        return file.ask(path, group::getChildren);
    }

    /// The member of that name, or nothing.
    public Optional<Hdf5Node> child(String name) {
        return Optional.ofNullable(child(name, MOST_LINKS));
    }

    /// The member of that name if it is a group.
    public Optional<Hdf5Group> group(String name) {
        return child(name).filter(Hdf5Group.class::isInstance).map(Hdf5Group.class::cast);
    }

    /// The member of that name if it is a dataset.
    public Optional<Hdf5Dataset> dataset(String name) {
        return child(name).filter(Hdf5Dataset.class::isInstance).map(Hdf5Dataset.class::cast);
    }

    /// The object at a path below this group, or nothing.
    public Optional<Hdf5Node> find(String below) {
        return Optional.ofNullable(find(below, MOST_LINKS));
    }

    private @Nullable Hdf5Node find(String below, int linksLeft) {
        Hdf5Node at = this;
        for (String name : below.split("/", -1)) {
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (!(at instanceof Hdf5Group inside)) {
                return null;
            }
            at = inside.child(name, linksLeft);
        }
        return at;
    }

    private @Nullable Hdf5Node child(String name, int linksLeft) {
        Node node = members().get(name);
        String childPath = path.isEmpty() ? name : path + "/" + name;
        return switch (node) {
            case null -> null;
            case ExternalLink link -> throw file.bad(childPath, "is a link to another file, " + link.getTargetPath(),
                    "Files with external links are not followed: write the data into one file");
            case Link link -> follow(link, childPath, linksLeft);
            case Dataset dataset -> new Hdf5Dataset(file, childPath, dataset);
            case Group inside -> new Hdf5Group(file, childPath, inside, inside.getAddress());
            default -> null;
        };
    }

    private @Nullable Hdf5Node follow(Link link, String childPath, int linksLeft) {
        if (linksLeft == 0) {
            throw file.bad(childPath, "is a chain of more than " + MOST_LINKS + " soft links",
                    "Write the file again with anndata's write_h5ad");
        }
        String target = link.getTargetPath();
        return (target.startsWith("/") ? file.root() : this).find(target, linksLeft - 1);
    }

    /// The member of this group whose object header stands at an address, wherever it is linked from.
    public Optional<Hdf5Dataset> datasetAt(long target) {
        for (String name : names()) {
            Node node = members().get(name);
            if (node instanceof Dataset dataset && dataset.getAddress() == target) {
                return Optional.of(new Hdf5Dataset(file, path.isEmpty() ? name : path + "/" + name, dataset));
            }
        }
        return Optional.empty();
    }
}
