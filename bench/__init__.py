"""Speed and size of a workspace, measured against targets: `python -m bench`, or `make bench`."""
