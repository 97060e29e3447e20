-- Words in any order, parts of codes and of telephone numbers: trigrams of the folded text.
CREATE INDEX cases_words ON cases USING gin (folded gin_trgm_ops);
CREATE INDEX procedure_words ON procedure USING gin (folded gin_trgm_ops);
