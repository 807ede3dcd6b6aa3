/**
 * Issues in the reader's language. English is the issue's own message; here are the Chinese sentences
 * by code, with the same arguments. A code without one falls back to English; a test sees to it that
 * none is missing.
 */
import type { Issue } from '../../base/issue.ts';
import type { Language } from '../../state/app.ts';

export const CHINESE: Readonly<Record<string, string>> = {};

export function issueText(issue: Issue, language: Language): string {
  const template = language === 'zh' ? CHINESE[issue.code] : undefined;
  if (template === undefined) return issue.message;
  return template.replace(/\{(\w+)\}/g, (whole, key: string) =>
    issue.args && key in issue.args ? String(issue.args[key]) : whole,
  );
}
