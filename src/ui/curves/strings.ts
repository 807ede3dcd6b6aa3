import { defineStrings } from '../kit/define.ts';

export const strings = defineStrings({
  en: {
    'curves.empty': 'No curve yet. Train, and cost and accuracy are drawn here.',
    'curves.cost': 'Cost',
    'curves.objective': 'objective',
    'curves.accuracy': 'Accuracy',
    'curves.training': 'training',
    'curves.validation': 'validation',
    'curves.logSteps': 'Log steps',
    'curves.log': 'Log scale',
    'curves.step': 'Step {{step}} · epoch {{epoch}}',
    'curves.chart': '{{what}} over {{count}} steps: {{now}}',
    'curves.best': 'lowest {{value}} at step {{step}}',
    'curves.broken': 'The cost is no longer a number. Reset, then try a smaller learning rate.',
  },
  zh: {
    'curves.empty': '还没有曲线。开始训练后，代价与准确率会画在这里。',
    'curves.cost': '代价',
    'curves.objective': '目标函数',
    'curves.accuracy': '准确率',
    'curves.training': '训练',
    'curves.validation': '验证',
    'curves.logSteps': '对数步数',
    'curves.log': '对数坐标',
    'curves.step': '第 {{step}} 步 · 第 {{epoch}} 轮',
    'curves.chart': '{{count}} 步内的{{what}}：{{now}}',
    'curves.best': '最低 {{value}}，在第 {{step}} 步',
    'curves.broken': '损失已不是有效数值。请重置，并减小学习率。',
  },
});
