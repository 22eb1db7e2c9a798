IF EXISTS (
    SELECT FROM guidelines_release
    WHERE state <> 'draft'
        AND id IN (
            CASE TG_OP WHEN 'INSERT' THEN NEW.release_id ELSE OLD.release_id END,
            CASE TG_OP WHEN 'DELETE' THEN OLD.release_id ELSE NEW.release_id END
        )
) THEN
    RAISE EXCEPTION 'what is no longer a draft cannot be changed';
END IF;
IF TG_OP = 'DELETE' THEN
    RETURN OLD;
END IF;
RETURN NEW;
