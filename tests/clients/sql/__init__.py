"""SQL warehouses through the clients that people query them with."""
