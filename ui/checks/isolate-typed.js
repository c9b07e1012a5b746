// A rule for eslint: text that people typed is isolated wherever it is shown, or a Uyghur name turns the address beside it around.
// In markup it stands in <bdi>; in attributes and built strings it goes through `t()`, `isolated()` or `isolatedAll()`.

/** Properties and variables that hold typed text, and functions that give it. */
const typed = new Set(
  'code name names people person resident_name cadre_name address community street district office origin guarantor guarantor_workplace note reason serial what unit phone cadre residents cadres about'.split(' '),
)
const gives = new Set(['peopleOf', 'shortAddress'])
/** They isolate what they are given, or give back no typed text. */
const safe = new Set(['t', 'words', 'say', 'word', 'describe', 'describeItem', 'describeItems', 'isolated', 'isolatedAll', 'rescueWords', 'syncWords', 'syncProblem'])
const attributes = new Set(['aria-label', 'title', 'alt', 'placeholder'])

function holdsTyped(node) {
  if (!node) return false
  switch (node.type) {
    case 'Identifier':
      return typed.has(node.name)
    case 'MemberExpression':
      return node.property.type === 'Identifier' && !node.computed && typed.has(node.property.name)
    case 'ChainExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
      return holdsTyped(node.expression)
    case 'CallExpression': {
      const { callee } = node
      if (callee.type === 'Identifier') return !safe.has(callee.name) && (gives.has(callee.name) || node.arguments.some(holdsTyped))
      return callee.type === 'MemberExpression' && (holdsTyped(callee.object) || node.arguments.some(holdsTyped) || node.arguments.some(givesTyped))
    }
    case 'ConditionalExpression':
      return holdsTyped(node.consequent) || holdsTyped(node.alternate)
    case 'LogicalExpression':
      return holdsTyped(node.left) || holdsTyped(node.right)
    case 'BinaryExpression':
      return node.operator === '+' && (holdsTyped(node.left) || holdsTyped(node.right))
    case 'TemplateLiteral':
      return node.expressions.some(holdsTyped)
    default:
      return false
  }
}

/** `list.map((each) => each.name)` */
const givesTyped = (node) => node.type === 'ArrowFunctionExpression' && holdsTyped(node.body)

function isIsolated(node) {
  for (let at = node.parent; at; at = at.parent) if (at.type === 'VElement' && at.rawName === 'bdi') return true
  return false
}

export default {
  meta: {
    type: 'problem',
    fixable: 'code',
    schema: [],
    messages: {
      markup: 'Typed text stands in <bdi>, so that it turns nothing beside it around.',
      attribute: 'Typed text in an attribute goes through t() or isolated().',
    },
  },
  create(context) {
    const template = {
      VExpressionContainer(node) {
        if (!holdsTyped(node.expression)) return
        if (node.parent.type === 'VElement') {
          if (isIsolated(node) ) return
          const text = context.sourceCode.getText().slice(...node.range)
          // An <option> holds text alone.
          if (node.parent.rawName === 'option') return context.report({ loc: node.loc, messageId: 'attribute' })
          context.report({ loc: node.loc, messageId: 'markup', fix: (fixer) => fixer.replaceTextRange(node.range, `<bdi>${text}</bdi>`) })
        } else if (node.parent.type === 'VAttribute' && node.parent.directive && isNative(node.parent) && attributes.has(argument(node.parent))) {
          context.report({ loc: node.loc, messageId: 'attribute' })
        }
      },
    }
    const { parserServices } = context.sourceCode
    return parserServices.defineTemplateBodyVisitor ? parserServices.defineTemplateBodyVisitor(template) : {}
  },
}

const argument = (attribute) => (attribute.key.argument && attribute.key.argument.type === 'VIdentifier' ? attribute.key.argument.name : '')
/** A component shows its own titles, in <bdi>. */
const isNative = (attribute) => /^[a-z]/.test(attribute.parent.parent.rawName)
