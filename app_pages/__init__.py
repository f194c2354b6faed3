"""The web pages: widgets → one Searcher call → markup."""
