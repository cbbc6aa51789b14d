"""Which tokens of outside issuers are taken for one service principal."""
