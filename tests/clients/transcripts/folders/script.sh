databricks workspace import_dir project /Shared/folders | sort
databricks workspace ls --long /Shared/folders
databricks workspace ls --long /Shared/folders/lib
databricks workspace import_dir project /Shared/folders | sort
databricks workspace import_dir --overwrite project /Shared/folders | sort
databricks workspace export_dir /Shared/folders exported | sort
diff --recursive project exported
databricks workspace delete --recursive /Shared/folders
