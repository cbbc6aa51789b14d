"""Which tokens of outside issuers are taken, for everybody in the account."""
