databricks clusters create --json-file cluster.json > created.json
CLUSTER=$(field cluster_id < created.json)
cat created.json
until_shows RUNNING databricks clusters get --cluster-id $CLUSTER
databricks clusters list | grep transcript
databricks clusters get --cluster-name transcript
databricks clusters resize --cluster-id $CLUSTER --num-workers 3
until_shows RUNNING databricks clusters get --cluster-id $CLUSTER
databricks clusters get --cluster-id $CLUSTER | grep -w num_workers
databricks clusters delete --cluster-id $CLUSTER
until_shows TERMINATED databricks clusters get --cluster-id $CLUSTER
databricks clusters start --cluster-id $CLUSTER
until_shows RUNNING databricks clusters get --cluster-id $CLUSTER
databricks clusters restart --cluster-id $CLUSTER
until_shows RUNNING databricks clusters get --cluster-id $CLUSTER
databricks clusters events --cluster-id $CLUSTER --order ASC --output JSON | grep '"type"'
databricks clusters events --cluster-id $CLUSTER --limit 1 --offset 2 --order ASC
databricks clusters permanent-delete --cluster-id $CLUSTER
databricks clusters get --cluster-id $CLUSTER
databricks clusters spark-versions | grep 14.3
databricks clusters list-node-types | grep -c '"node_type_id"'
databricks clusters list-zones
