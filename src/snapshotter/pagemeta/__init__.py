"""Reading what pages say of themselves: HTML as browsers parse it, JSON-LD, dates as people write them."""
