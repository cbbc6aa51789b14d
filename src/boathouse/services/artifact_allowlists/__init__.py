"""Which libraries and init scripts shared clusters may load."""
