"""One folder per databricks-sdk accessor: api.py (handlers), store.py (tables), one noun a file."""
