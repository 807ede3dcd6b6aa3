import { defineStrings } from '../kit/define.ts';

export const strings = defineStrings({
  en: {
    'fields.expectNumber': 'Expected a number from {{min}} to {{max}}.',
    'fields.expectWhole': 'Expected a whole number from {{min}} to {{max}}.',
    'fields.expectNumbers': 'Expected up to {{count}} numbers. {{one}}',
    'fields.expectText': 'Expected at most {{count}} characters.',
    'fields.still': 'It is still {{value}}.',
    'fields.readAs': 'Read as {{value}}, not as {{other}}.',
    'fields.readAsList': 'Read as {{count}} numbers: {{list}}.',
  },
  zh: {
    'fields.expectNumber': '应为 {{min}} 到 {{max}} 之间的数。',
    'fields.expectWhole': '应为 {{min}} 到 {{max}} 之间的整数。',
    'fields.expectNumbers': '最多 {{count}} 个数。{{one}}',
    'fields.expectText': '最多 {{count}} 个字符。',
    'fields.still': '现在仍是 {{value}}。',
    'fields.readAs': '读作 {{value}}，而不是 {{other}}。',
    'fields.readAsList': '读作 {{count}} 个数：{{list}}。',
  },
});
