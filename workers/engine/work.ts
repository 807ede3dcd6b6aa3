/** What the engine is at, for the sentence that says that it failed. */
import type { Words } from '../../src/base/words.ts';

export const WORK = {
  'Checking the gradients': { en: 'Checking the gradients', zh: '检查梯度' },
  Compiling: { en: 'Compiling', zh: '编译' },
  Evaluating: { en: 'Evaluating', zh: '评估' },
  Explaining: { en: 'Explaining', zh: '解释这一步' },
  'Going back': { en: 'Going back', zh: '回到先前状态' },
  Inspecting: { en: 'Inspecting', zh: '检视' },
  Loading: { en: 'Loading', zh: '载入' },
  'Making the data': { en: 'Making the data', zh: '生成数据' },
  Measuring: { en: 'Measuring', zh: '测量' },
  Pausing: { en: 'Pausing', zh: '暂停' },
  'Reading the code': { en: 'Reading the code', zh: '读取代码' },
  'Reading the plan': { en: 'Reading the plan', zh: '读取计划' },
  'Reading the state of the run': { en: 'Reading the state of the run', zh: '读取运行状态' },
  'Reading the weights': { en: 'Reading the weights', zh: '读取权重' },
  Reset: { en: 'Reset', zh: '重置' },
  Setting: { en: 'Setting', zh: '设定数值' },
  'Starting the weights': { en: 'Starting the weights', zh: '初始化权重' },
  Stepping: { en: 'Stepping', zh: '单步' },
  'Stepping back': { en: 'Stepping back', zh: '后退' },
  'Summing over the paths': { en: 'Summing over the paths', zh: '按路径求和' },
  'The decision map': { en: 'The decision map', zh: '决策图' },
  Training: { en: 'Training', zh: '训练' },
  'Writing the weights': { en: 'Writing the weights', zh: '写入权重' },
} as const satisfies Readonly<Record<string, Words>>;
export type Work = keyof typeof WORK;
