import { fold } from "../../i18n/fold";
import { hasWords, t } from "../../i18n";

/** The deeds that are looked for most, for the list to choose from. */
export const DEEDS = [
  "signed_in",
  "sign_in_refused",
  "session_revoked",
  "password_changed",
  "email_changed",
  "invitation_made",
  "add_person",
  "change_role",
  "deactivate",
  "reactivate",
  "erase",
  "set_absence",
  "set_respect_officer",
  "set_manager",
  "set_membership",
  "change_organization",
  "change_retention",
  "exported",
  "audit_read",
] as const;

/** The others that the log has words for. */
const RARE_DEEDS = [
  "signed_out",
  "change_email",
  "password_reset_made",
  "password_reset",
  "invitation_accepted",
  "change_profile",
  "set_memberships",
  "add_team",
  "rename_team",
  "change_prefix",
  "close_team",
  "reopen_team",
  "place_team",
  "follow_calendar",
  "take_calendar",
  "keep_rule",
  "drop_rule",
  "move_rule",
  "found",
  "audit_pruned",
  "retention_applied",
  "restored",
  "account_erased",
] as const;

export function deedWords(action: string): string {
  const id = `audit-${action.replaceAll("_", "-")}`;
  return hasWords(id) ? t(id) : action.replaceAll("_", " ");
}

export const ALL: readonly string[] = [...DEEDS, ...RARE_DEEDS];

/** The deeds that the log tells of with these words. */
export function deedsSaid(typed: string): string[] {
  const words = fold(typed.trim());
  return words ? ALL.filter((deed) => fold(deedWords(deed)).includes(words)) : [];
}
