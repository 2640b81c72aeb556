/** The scope of a bulk enrolment token: its hosts wait until somebody has approved them. */
export const APPROVAL_NEEDED = 'approvalNeeded'
