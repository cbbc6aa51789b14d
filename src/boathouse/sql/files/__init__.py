"""Files as tables: `read_files`, `csv.`path``, COPY INTO. Read by us, as Apache Spark reads them.

`asked` is what a statement asks for, `listing` finds the files, `options` checks how they are to be
read, one module for each format makes Arrow batches of them, and `load` writes these to Parquet
for the engine. pyarrow is imported inside functions only.
"""
