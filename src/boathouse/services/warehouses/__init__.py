"""SQL warehouses: rows, the engines that follow them, and their use by statements."""
