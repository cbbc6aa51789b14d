databricks secrets create-scope --scope transcript
databricks secrets create-scope --scope transcript
databricks secrets list-scopes | grep -w -E 'Scope|transcript'
databricks secrets put --scope transcript --key text --string-value "opens nothing"
databricks secrets put --scope transcript --key bytes --binary-file value.bin
databricks secrets write --scope transcript --key older --string-value "the older word"
databricks secrets list --scope transcript
databricks secrets list --scope transcript --output JSON
databricks secrets list-acls --scope transcript
databricks secrets put-acl --scope transcript --principal user@example.com --permission READ
databricks secrets get-acl --scope transcript --principal user@example.com
databricks secrets delete-acl --scope transcript --principal user@example.com
databricks secrets list-acls --scope transcript
databricks secrets delete --scope transcript --key older
databricks secrets list --scope transcript
databricks secrets delete-scope --scope transcript
databricks secrets list --scope transcript
