"""Secret scopes, their secrets and who may use them."""
