package io.cellwright.anndata.hdf5;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.Node;
import io.jhdf.api.Link;
import io.jhdf.links.ExternalLink;
import org.jspecify.annotations.Nullable;

/// A group: named groups and datasets.
public final class Hdf5Group implements Group {
    private static final int MOST_LINKS = 32;

    private final Hdf5File file;
    private final String path;
    private final io.jhdf.api.Group group;
    private final long address;
    private final @Nullable Hdf5Group above;

    /// The top group.
    Hdf5Group(Hdf5File file, io.jhdf.api.Group group, long address) {
        this(file, "", group, address, null);
    }

    private Hdf5Group(Hdf5File file, String path, io.jhdf.api.Group group, long address, @Nullable Hdf5Group above) {
        this.file = file;
        this.path = path;
        this.group = group;
        this.address = address;
        this.above = above;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Hdf5File store() {
        return file;
    }

    /// Address of its object header.
    public long address() {
        return address;
    }

    @Override
    public Hdf5Attributes attributes() {
        file.checkAttributes(path, address);
        return new Hdf5Attributes(file, path, file.ask(path, group::getAttributes));
    }

    /// Names of the members, in the order of the file.
    @Override
    public List<String> names() {
        return List.copyOf(members().keySet());
    }

    /// The members as jHDF knows them, links unresolved.
    public Map<String, io.jhdf.api.Node> members() {
        file.checkGroup(path, address, () -> group.getChildren().keySet());
        return file.ask(path, group::getChildren);
    }

    @Override
    public Optional<Node> child(String name) {
        return Optional.ofNullable(child(name, MOST_LINKS));
    }

    @Override
    public Optional<Node> find(String below) {
        return Optional.ofNullable(find(below, MOST_LINKS));
    }

    private @Nullable Node find(String below, int linksLeft) {
        Node at = this;
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

    private @Nullable Node child(String name, int linksLeft) {
        io.jhdf.api.Node node = members().get(name);
        String childPath = path.isEmpty() ? name : path + "/" + name;
        return switch (node) {
            case null -> null;
            case ExternalLink link -> throw file.bad(childPath, "is a link to another file, " + link.getTargetPath(),
                    "Files with external links are not followed: write the data into one file");
            case Link link -> follow(link, childPath, linksLeft);
            case io.jhdf.api.Dataset dataset -> new Hdf5Dataset(file, childPath, dataset);
            case io.jhdf.api.Group inside -> inside(childPath, inside);
            default -> null;
        };
    }

    /// HDF5 lets groups hold themselves, so that there would be no end to what is in them.
    private Hdf5Group inside(String childPath, io.jhdf.api.Group member) {
        for (Hdf5Group at = this; at != null; at = at.above) {
            if (at.address == member.getAddress()) {
                throw file.damaged(childPath, "leads back to a group that it is in");
            }
        }
        return new Hdf5Group(file, childPath, member, member.getAddress(), this);
    }

    private @Nullable Node follow(Link link, String childPath, int linksLeft) {
        if (linksLeft == 0) {
            throw file.bad(childPath, "is a chain of more than " + MOST_LINKS + " soft links",
                    "Write the file again with anndata's write_h5ad");
        }
        String target = link.getTargetPath();
        return (target.startsWith("/") ? file.root() : this).find(target, linksLeft - 1);
    }

    /// The attribute holds the address of a member of `__categories`: that is how anndata 0.7 refers to it.
    @Override
    public Optional<Dataset> referred(Dataset member, String attribute) {
        return ((Hdf5Dataset) member).attributes().reference(attribute).map(target -> file
                .group(path + "/__categories").flatMap(g -> g.datasetAt(target)).orElseThrow(() -> file.bad(
                        member.path(), "refers to " + attribute + " that are not there")));
    }

    /// The member of this group whose object header stands at an address, wherever it is linked from.
    private Optional<Dataset> datasetAt(long target) {
        for (String name : names()) {
            if (members().get(name) instanceof io.jhdf.api.Dataset dataset && dataset.getAddress() == target) {
                return Optional.of(new Hdf5Dataset(file, path.isEmpty() ? name : path + "/" + name, dataset));
            }
        }
        return Optional.empty();
    }
}
