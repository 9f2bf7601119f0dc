-- The archive counts articles by month: it reads this index and no article.
CREATE INDEX publication_months ON publication (lang, year, month, withdrawn, published);
