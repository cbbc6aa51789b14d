"""The one metastore of this workspace."""
