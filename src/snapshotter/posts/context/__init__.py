"""The words around a citation: sentences, quotations, attribution, sources without a link."""
