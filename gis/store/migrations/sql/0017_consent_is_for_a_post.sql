-- A box that people ticked and nothing asked: consent is for one post, on a named paper (display_consent, decision 0006).

ALTER TABLE officeholder DROP COLUMN consents_to_display;
