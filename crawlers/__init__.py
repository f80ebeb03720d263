"""How records get in: record types, sources, expectations. The only floor that knows Scrapy."""
