"""What looks back at the whole suite; `make test` runs it last."""
