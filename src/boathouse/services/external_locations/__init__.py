"""External locations: storage outside of the metastore's own, under a name that carries rights."""
