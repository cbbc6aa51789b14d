databricks workspace mkdirs /Shared/transcript/deep
databricks workspace import --language PYTHON notebook.py /Shared/transcript/notebook
# a second import without --overwrite is refused
databricks workspace import --language PYTHON notebook.py /Shared/transcript/notebook
databricks workspace import --language PYTHON --overwrite notebook.py /Shared/transcript/notebook
databricks workspace import --language SQL query.sql /Shared/transcript/query
databricks workspace import --language PYTHON --format JUPYTER book.ipynb /Shared/transcript/book
databricks workspace import notebook.py /Shared/transcript/nameless
databricks workspace ls /Shared/transcript
databricks workspace ls --long --absolute /Shared/transcript
databricks workspace export /Shared/transcript/notebook back.py
diff notebook.py back.py
databricks workspace export --overwrite /Shared/transcript/query .
cat query.sql
databricks workspace export --format JUPYTER /Shared/transcript/book back.ipynb
grep -c "print(6" back.ipynb
databricks workspace export --format HTML /Shared/transcript/notebook page.html
grep -c "<html" page.html
databricks workspace export /Shared/transcript/nothing nothing.py
databricks workspace rm /Shared/transcript
databricks workspace rm --recursive /Shared/transcript
databricks workspace ls /Shared/transcript
