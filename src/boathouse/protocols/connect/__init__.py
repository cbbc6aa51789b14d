"""The Spark Connect gateway: between PySpark and the engines of clusters."""
