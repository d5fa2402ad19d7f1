-- description: A text or a comment without its end is an error at its beginning.
-- expect error
SELECT 'never ends;
