databricks fs mkdirs dbfs:/transcript/deep
databricks fs cp note.txt dbfs:/transcript/note.txt
databricks fs cp note.txt dbfs:/transcript/note.txt
databricks fs cp --overwrite note.txt dbfs:/transcript/note.txt
databricks fs cat dbfs:/transcript/note.txt
databricks fs ls dbfs:/transcript
databricks fs ls -l --absolute dbfs:/transcript/note.txt | tr -s ' ' | cut -d ' ' -f 1-3
# 3 MB: more than one block of what read and add-block carry
yes "a line of a large file" | head -c 3145728 > large.bin
databricks fs cp large.bin dbfs:/transcript/large.bin
databricks fs cp dbfs:/transcript/large.bin back.bin
cmp large.bin back.bin
mkdir -p tree/inner; echo one > tree/one.txt; echo two > tree/inner/two.txt
databricks fs cp --recursive tree dbfs:/transcript/tree | sort
databricks fs cp --recursive dbfs:/transcript/tree back | sort
diff --recursive tree back
databricks fs mv dbfs:/transcript/note.txt dbfs:/transcript/deep/moved.txt
databricks fs ls dbfs:/transcript/deep
databricks fs rm dbfs:/transcript/deep/moved.txt
databricks fs rm dbfs:/transcript/tree
databricks fs rm --recursive dbfs:/transcript
databricks fs ls dbfs:/transcript
dbfs ls dbfs:/transcript
