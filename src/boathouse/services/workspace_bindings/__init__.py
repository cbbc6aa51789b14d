"""Which workspaces may use a securable: there is one."""
