import type { RequestDetail } from "../../../platform";

/** What every dialog on a request is given. */
export interface DialogProps {
  detail: RequestDetail;
  onClose: () => void;
}

/** Text that may be left out: none instead of empty. */
export const orNone = (text: string): string | null => text.trim() || null;
